package dev.confab.openai.offline;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** How often the first sentence that is quoted is the one that answers the question. */
final class QuotationQualityTest {

    private static final String SERVO = """
            # Servo motors

            A servo is a closed-loop actuator: it compares where its shaft is with where it should be and drives the motor \
            until both agree. Hobby servos are controlled by pulses. A pulse of 1.5 ms centres the horn, 1 ms turns it to \
            one end and 2 ms to the other (see Fig. 3). The pulse is repeated 50 times per second.

            ## Choosing one

            Dr. Okafor's rule of thumb is to buy twice the torque that the calculation asks for. Plastic gears are quiet and \
            cheap, but they strip when the arm hits an obstacle. Metal gears survive shocks; they are heavier and wear \
            slowly. The MG996R, for example, weighs 55 g. It draws up to 2.5 A when stalled, so it should not be powered \
            from a microcontroller's own 5 V pin.
            """;

    private static final String LIDAR = """
            LiDAR stands for light detection and ranging. The sensor emits short laser pulses and measures how long the \
            echo takes to return. Because light travels about 30 cm in a nanosecond, timing has to be extremely precise. \
            A mechanical scanner spins its mirror ten times per second and sees all around. Solid-state units have no \
            moving parts, which makes them cheaper and more robust, e.g. in cars. Glass and black surfaces are difficult: \
            the first lets the beam through, the second swallows it. Most robots therefore combine the scanner with \
            cameras or ultrasonic sensors. The point cloud is finally matched against a map in order to locate the robot.
            """;

    private static final String ROS = """
            ROS 2 is a set of libraries and tools for building robot software. Programs are split into nodes, and each \
            node does one job. Nodes exchange messages over topics: any number may publish and any number may subscribe. \
            A service is used instead when a node needs an answer to a request. Long-running goals, such as driving to the \
            kitchen, are actions, because they report progress and can be cancelled. ROS 2 was first released in December \
            2017. Unlike its predecessor it has no central master; discovery is done by DDS. The command `ros2 topic list` \
            prints all topics. Quality-of-service settings decide whether lost messages are sent again.
            """;

    private static final String KINEMATICS = """
            Forward kinematics computes the pose of the hand from the joint angles. Inverse kinematics goes the other way \
            and finds joint angles that bring the hand to a wanted pose. The forward problem always has exactly one \
            solution. The inverse problem may have none, one or infinitely many, since a redundant arm can move its elbow \
            while the hand rests. Near a singularity the Jacobian loses rank and joint speeds grow without bound. Damped \
            least squares trades a little accuracy for bounded speeds there. The Denavit–Hartenberg convention describes \
            each joint with four parameters.
            """;

    private static final String BALANCE = """
            A standing humanoid is stable as long as its centre of pressure stays inside the support polygon. The zero \
            moment point is the place on the ground where the tipping moments cancel. When somebody pushes the robot \
            gently, it reacts with its ankles. A harder push is answered by bending the hips. If that is not enough, it \
            takes a step. Honda's ASIMO walked with bent knees, which costs energy: its battery lasted about 40 minutes. \
            An inertial measurement unit in the torso reports tilt and angular velocity 1,000 times a second.
            """;

    private static final String LEARNING = """
            In reinforcement learning an agent tries actions and receives rewards. The policy maps what the agent observes \
            to what it does. Training a walking policy takes hundreds of millions of steps, which is why it is done in \
            simulation. Simulated friction is never quite right. To bridge this gap, masses, friction and delays are \
            varied at random during training; this is called domain randomization. A reward that pays only for speed \
            produces a robot that throws itself forward and falls. Exploration means trying actions whose outcome is \
            uncertain. PPO, proposed by John Schulman and colleagues in 2017, limits how far a single update may change \
            the policy.
            """;

    private static final String ADA = """
            Ada Lovelace was born in London on 10 December 1815. Her mother taught her mathematics, hoping to drive out \
            any poetry inherited from her father, Lord Byron. At seventeen she met Charles Babbage, who showed her a part \
            of his Difference Engine. In 1843 she published notes on the Analytical Engine that were three times as long as \
            the article she had translated. Note G describes how the machine could compute Bernoulli numbers. She died of \
            cancer at the age of 36. The programming language Ada was named after her in 1980.
            """;

    private static final String BREAD = """
            SOURDOUGH IN SHORT
            - Flour: 500 g strong white flour
            - Water: 350 g, lukewarm
            - Salt: 10 g
            - Starter: 100 g, fed the evening before

            1. Mix flour and water and wait for half an hour.
            2. Add salt and starter and fold the dough every 30 minutes, four times.
            3. Let it rest in the fridge overnight. The cold slows the yeast but not the bacteria, hence the sour taste.
            4. Bake for 45 minutes at 230 °C; take the lid off after 25 minutes so that the crust can brown.
            """;

    private static final String LEASE = """
            The tenancy begins on 1 March 2024 and runs for two years. The monthly rent of €1,150.00 is due on the third \
            working day. The tenant pays a deposit of three months' rent. Pets other than small caged animals require the \
            landlord's written consent. Either party may terminate with three months' notice after the first year. The \
            landlord repairs the heating, the roof and the windows; minor repairs up to €100 are borne by the tenant. Keys \
            are handed over by Ms. Ferrante at the caretaker's office.
            """;

    private static final String LOWER = """
            meeting notes. we moved the launch to the second week of may. tom will write the release notes. the battery \
            supplier raised prices by 12 percent, so sara looks for another one. nobody tested the gripper with wet objects \
            yet. next meeting is on thursday at 14:30 in the small lab.""";

    private static final String NO_STOPS = """
            so what we do first is we calibrate the camera with the checkerboard and then we mount it on the wrist
            after that the arm moves to twelve poses and takes a picture at each of them
            the software solves for the transform between wrist and camera which we call hand eye calibration
            if the error is larger than two millimetres you have probably loosened a screw
            """;

    private static final String GERMAN = """
            Ein Servomotor hält einen vorgegebenen Winkel. Sein Regler vergleicht ständig den Istwert mit dem Sollwert. Das \
            Drehmoment eines Modellbauservos wird meist in kg·cm angegeben, z. B. 10 kg·cm bei 6 V. Getriebe aus Metall sind \
            schwerer, dafür überstehen sie Stöße. Der erste industrielle Roboter, Unimate, wurde am 3. Oktober 1961 in Betrieb \
            genommen. Er stapelte heiße Gussteile, weil diese Arbeit für Menschen gefährlich war.
            """;

    private static final String FRENCH = """
            Le lidar mesure la distance à l'aide de la lumière. L'appareil envoie une impulsion laser et chronomètre son \
            retour. La portée d'un modèle courant est d'environ 120 mètres. Par temps de brouillard, les mesures deviennent \
            peu fiables parce que les gouttelettes dispersent le faisceau. Le premier prototype fut construit par \
            l'entreprise Hughes en 1961.
            """;

    private static final String SPANISH = """
            El robot humanoide mide 1,60 metros y pesa 48 kilos. Su batería dura unas tres horas. Los sensores de fuerza \
            están en las muñecas y en los tobillos. ¿Por qué dobla las rodillas al andar? Porque así evita las \
            singularidades de la pierna. Fue presentado en Sevilla por la ingeniera Carmen Ruiz.
            """;

    private static final String RUSSIAN = """
            Сервопривод удерживает заданный угол. Двигатели постоянного тока вращаются непрерывно. Крутящий момент \
            измеряется в ньютон-метрах. Первый советский луноход прибыл на Луну в ноябре 1970 года. Им управляли пять \
            человек с Земли, потому что автономных систем ещё не было.
            """;

    private static final String CHINESE = """
            激光雷达通过发射激光脉冲来测量距离。伺服电机可以保持指定的角度。扭矩的单位是牛顿米。人形机器人有二十八个自由度。\
            第一台工业机器人于1961年投入使用。因为雾会散射光线，所以雨雾天气中测量不可靠。
            """;

    private static final String JAPANESE = """
            サーボモーターは指定された角度を保ちます。ライダーは光で距離を測ります。このロボットの重さは四十八キロです。\
            電池は三時間もちます。歩くときに膝を曲げるのは、特異点を避けるためです。
            """;

    private static final String ARABIC = """
            يقيس الليدار المسافة باستخدام الضوء. المحرك المؤازر يحافظ على زاوية محددة. يزن الروبوت ثمانية وأربعين كيلوغراما. \
            هل يعمل في الضباب؟ لا يعمل الليدار جيدا في الضباب لأن القطرات تشتت الشعاع.
            """;

    private static final String TURKISH = """
            Servo motor belirlenen açıyı korur. Lidar, mesafeyi ışıkla ölçer. Robotun ağırlığı 48 kilogramdır. Bataryası üç \
            saat dayanır. Diz büküldüğü için yürüyüş daha çok enerji harcar.
            """;

    /** A question about a text, and words that stand only in the sentence that answers it. */
    private record Case(String text, String question, String expected) {}

    private static final List<Case> CASES = List.of(
            new Case(SERVO, "What is a servo?", "closed-loop actuator"),
            new Case(SERVO, "How often is the pulse repeated?", "50 times per second"),
            new Case(SERVO, "Which pulse length centres the horn?", "1.5 ms centres"),
            new Case(SERVO, "How much does the MG996R weigh?", "55 g"),
            new Case(SERVO, "why should i not power it from the microcontroller", "2.5 A when stalled"),
            new Case(SERVO, "What is the disadvantage of plastic gears?", "strip when"),
            new Case(SERVO, "What does Dr. Okafor recommend about torque?", "rule of thumb"),
            new Case(SERVO, "Do metal gears survive shocks?", "survive shocks"),
            new Case(LIDAR, "What does LiDAR stand for?", "light detection and ranging"),
            new Case(LIDAR, "How fast does the mirror of a mechanical scanner spin?", "ten times per second"),
            new Case(LIDAR, "Why are solid-state units cheaper?", "no moving parts"),
            new Case(LIDAR, "Which surfaces are difficult?", "Glass and black"),
            new Case(LIDAR, "Why must the timing be precise?", "nanosecond"),
            new Case(LIDAR, "What do most robots combine the scanner with?", "ultrasonic"),
            new Case(LIDAR, "What is the point cloud used for?", "matched against a map"),
            new Case(ROS, "What is ROS 2?", "set of libraries"),
            new Case(ROS, "When was ROS 2 released?", "December 2017"),
            new Case(ROS, "How do nodes exchange messages?", "over topics"),
            new Case(ROS, "When should I use a service?", "answer to a request"),
            new Case(ROS, "Why are long-running goals actions?", "report progress"),
            new Case(ROS, "How can I print all the topics?", "ros2 topic list"),
            new Case(ROS, "Does ROS 2 have a master?", "no central master"),
            new Case(KINEMATICS, "What is forward kinematics?", "computes the pose"),
            new Case(KINEMATICS, "Explain inverse kinematics", "goes the other way"),
            new Case(KINEMATICS, "How many solutions does the inverse problem have?", "infinitely many"),
            new Case(KINEMATICS, "What happens near a singularity?", "loses rank"),
            new Case(KINEMATICS, "How many parameters describe a joint?", "four parameters"),
            new Case(BALANCE, "What is the zero moment point?", "tipping moments"),
            new Case(BALANCE, "How does the robot react to a gentle push?", "with its ankles"),
            new Case(BALANCE, "How long did ASIMO's battery last?", "40 minutes"),
            new Case(BALANCE, "When is a standing humanoid stable?", "support polygon"),
            new Case(BALANCE, "What measures tilt?", "inertial measurement unit"),
            new Case(LEARNING, "Who proposed PPO?", "John Schulman"),
            new Case(LEARNING, "Why is training done in simulation?", "hundreds of millions"),
            new Case(LEARNING, "What is domain randomization?", "domain randomization"),
            new Case(LEARNING, "What happens if the reward pays only for speed?", "throws itself"),
            new Case(LEARNING, "define exploration", "uncertain"),
            new Case(LEARNING, "What is a policy?", "maps what the agent"),
            new Case(ADA, "When was Ada Lovelace born?", "born in London"),
            new Case(ADA, "Where was she born?", "born in London"),
            new Case(ADA, "How old was she when she died?", "age of 36"),
            new Case(ADA, "Who showed her the Difference Engine?", "Charles Babbage"),
            new Case(ADA, "What was named after her?", "programming language"),
            new Case(ADA, "What does Note G describe?", "Bernoulli"),
            new Case(BREAD, "How much salt do I need?", "Salt: 10 g"),
            new Case(BREAD, "How long do I bake it?", "45 minutes"),
            new Case(BREAD, "Why does it taste sour?", "bacteria"),
            new Case(BREAD, "how much water?", "350 g"),
            new Case(LEASE, "How much is the rent?", "€1,150.00"),
            new Case(LEASE, "Can I keep a dog or other pets?", "caged animals"),
            new Case(LEASE, "How high is the deposit?", "deposit of three months"),
            new Case(LEASE, "Who repairs the heating?", "the roof"),
            new Case(LEASE, "When does the tenancy begin?", "1 March 2024"),
            new Case(LEASE, "Who hands over the keys?", "Ferrante"),
            new Case(LOWER, "When is the next meeting?", "thursday"),
            new Case(LOWER, "who writes the release notes?", "tom will"),
            new Case(LOWER, "Why is Sara looking for another supplier?", "12 percent"),
            new Case(NO_STOPS, "How many poses does the arm take?", "twelve poses"),
            new Case(NO_STOPS, "What does a large error mean?", "loosened a screw"),
            new Case(GERMAN, "Was macht ein Servomotor?", "vorgegebenen Winkel"),
            new Case(GERMAN, "Wann wurde der erste Roboter in Betrieb genommen?", "3. Oktober 1961"),
            new Case(GERMAN, "Worin wird das Drehmoment angegeben?", "z. B. 10 kg·cm"),
            new Case(GERMAN, "Warum stapelte er Gussteile?", "gefährlich"),
            new Case(FRENCH, "Quelle est la portée ?", "120 mètres"),
            new Case(FRENCH, "Pourquoi les mesures sont-elles peu fiables dans le brouillard ?", "gouttelettes"),
            new Case(FRENCH, "Qui a construit le premier prototype ?", "Hughes"),
            new Case(SPANISH, "¿Cuánto pesa el robot?", "48 kilos"),
            new Case(SPANISH, "¿Dónde están los sensores de fuerza?", "tobillos"),
            new Case(SPANISH, "¿Quién lo presentó?", "Carmen Ruiz"),
            new Case(RUSSIAN, "В чём измеряется крутящий момент?", "ньютон-метрах"),
            new Case(RUSSIAN, "Когда луноход прибыл на Луну?", "1970"),
            new Case(CHINESE, "扭矩的单位是什么？", "牛顿米"),
            new Case(CHINESE, "激光雷达怎么测量距离？", "发射激光脉冲"),
            new Case(CHINESE, "人形机器人有多少个自由度？", "二十八"),
            new Case(CHINESE, "为什么雾天测量不可靠？", "散射"),
            new Case(JAPANESE, "ロボットの重さは？", "四十八キロ"),
            new Case(JAPANESE, "なぜ膝を曲げるのですか？", "特異点"),
            new Case(ARABIC, "كم يزن الروبوت؟", "ثمانية"),
            new Case(ARABIC, "كيف يقيس الليدار المسافة؟", "باستخدام الضوء"),
            new Case(TURKISH, "Robotun ağırlığı nedir?", "48 kilogram"),
            new Case(TURKISH, "Lidar neyi ölçer?", "ışıkla"));

    @Test
    void answer_aboutASelectedText_quotesTheRightSentenceFirst() {
        var wrong = new ArrayList<String>();
        for (Case next : CASES) {
            String quote = OfflineFixtures.firstQuote(OfflineFixtures.answer(
                    OfflineFixtures.about(next.text(), next.question())));
            assertTrue(next.text().contains(quote), () -> "not letter for letter: " + quote);
            if (!quote.contains(next.expected())) {
                wrong.add(next.question() + " -> " + quote);
            }
        }

        assertTrue(CASES.size() >= 40);
        assertTrue(wrong.size() * 20 <= CASES.size(), () -> wrong.size() + " of " + CASES.size() + " are wrong:\n"
                + String.join("\n", wrong));
    }

    @Test
    void cases_nameOneSentenceEach() {
        for (Case next : CASES) {
            long naming = Sentences.of(next.text())
                    .stream()
                    .filter(sentence -> sentence.text().contains(next.expected()))
                    .count();

            assertEquals(1, naming, next.question());
        }
    }
}
